from odoo.http import request, route

from odoo.addons.website_slides.controllers.main import WebsiteSlides


class LessonPages(WebsiteSlides):
    """Lessons of a programme: done when the learner says so, never because the page was opened.

    D6313-3-1 counts activities that were done: Odoo ticks a lesson off at its first view.
    """

    @route()
    def slide_view(self, slide, **kwargs):
        request.update_context(of_lesson_view=True)
        return super().slide_view(slide, **kwargs)

    def _slide_mark_completed(self, slide):
        if request.env.context.get("of_lesson_view") and slide.channel_id.of_is_programme:
            return self._set_viewed_slide(slide)
        return super()._slide_mark_completed(slide)
